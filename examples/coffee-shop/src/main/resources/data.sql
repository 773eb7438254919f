-- The menu. A dish that is there already stays as somebody may have changed it.

insert into menu_item (sku, name, price_minor, currency, available, place)
select sku, name, price_minor, currency, available, place
from (
    select 'espresso' as sku, 'Espresso' as name, 1600 as price_minor, 'CNY' as currency, true as available, 1 as place
    union all select 'americano',      'Americano',              1800, 'CNY', true,  2
    union all select 'flat-white',     'Flat White',             2400, 'CNY', true,  3
    union all select 'latte',          'Oat Latte',              2650, 'CNY', true,  4
    union all select 'pour-over',      'Yunnan Pour-over',       3200, 'CNY', true,  5
    union all select 'osmanthus-cold', 'Osmanthus Cold Brew',    2980, 'CNY', true,  6
    union all select 'croissant',      'Butter Croissant',       1590, 'CNY', true,  7
    union all select 'basque',         'Burnt Basque Cheesecake', 3400, 'CNY', false, 8
) dish
where not exists (select 1 from menu_item known where known.sku = dish.sku);
